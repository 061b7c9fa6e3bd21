package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mcxidms.testkit.Scopes.PTT;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;
import org.mcxidms.testkit.TestUser;

/**
 * What the pages look like, in every mode at every width, beside kept pictures. A page's kept picture is a sheet, a row for
 * each mode and a column for each width, at an eighth of the size: a block of 8 by 8 pixels is one of the sheet, its mean colour.
 * How a release of Chromium smooths the edges of letters is lost in the mean, and a part that moves or changes colour is not.
 * <p>
 * {@code -Dmcx.look.keep=true} keeps the pictures of this run: look at them before they are committed.
 */
@ExtendWith(McxExtension.class)
final class PageLookIT {

    private static final Path KEPT = Mcx.repository("mcx-it/src/test/resources/org/mcxidms/it/pages/look");
    private static final Path SEEN = Path.of(System.getProperty("mcx.it.target", "target"), "look");
    private static final int SCALE = 8;
    /** Of 255; the mean of a block of text differs by less from one release to the next. */
    private static final int COLOUR_TOLERANCE = 40;
    /** Of a view's blocks. A line of text that wraps elsewhere and shifts the rest is more. */
    private static final double SHARE_TOLERANCE = 0.02;
    private static final String PASSWORD = "Pass+word1";

    private static Realm realm;

    private final Realm shipped;

    PageLookIT(Mcx mcx) {
        this.shipped = mcx.realm();
    }

    @BeforeAll
    static void realm(Mcx mcx) {
        realm = mcx.realmLike("look",
                file -> file.addClientLikeNative("asking").put("name", "Push-to-talk radio").put("consentRequired", true));
        UserRepresentation user = new UserRepresentation();
        user.setUsername("grace@org.com");
        user.setEmail("grace@org.com");
        user.setFirstName("Grace");
        user.setLastName("Test");
        user.setEnabled(true);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(PASSWORD);
        CredentialRepresentation generator = new CredentialRepresentation();
        generator.setType("otp");
        generator.setUserLabel("phone");
        generator.setSecretData("{\"value\":\"12345678901234567890\"}");
        generator.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"period\":30,\"algorithm\":\"HmacSHA1\"}");
        user.setCredentials(List.of(password, generator));
        realm.admin().users().create(user).close();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void login() throws IOException {
        try (Chromium chromium = Chromium.phone()) {
            looksAsKept(chromium.open(Pages.login(shipped, "openid")).awaitPage("login"), "login");
        }
    }

    @Test
    void wrongPassword() throws IOException {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(shipped, "openid")).login("nobody@org.com", "wrong").await("#input-error");
            looksAsKept(chromium, "wrong-password");
        }
    }

    @Test
    void refused() throws IOException {
        TestUser dave = shipped.users().demo("dave@org.com");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(shipped, "openid", PTT)).login(dave.username(), dave.password());
            looksAsKept(chromium.awaitPage("mcx-account-not-valid"), "refused");
        }
    }

    @Test
    void oneTimeCode() throws IOException {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.login(realm, "openid")).login("grace@org.com", PASSWORD);
            looksAsKept(chromium.awaitPage("login-otp"), "one-time-code");
        }
    }

    @Test
    void newPassword() throws IOException {
        TestUser user = realm.users().pttUser("look");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(Pages.action(realm, "UPDATE_PASSWORD")).login(user.username(), user.password());
            looksAsKept(chromium.awaitPage("login-update-password"), "new-password");
        }
    }

    @Test
    void consent() throws IOException {
        TestUser user = realm.users().fullUser("look");
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(realm.clientLikeNative("asking").withRedirectUri(Pages.REDIRECT_URI).authorization("openid", PTT,
                    "3gpp:mc:ptt_group_management_service", "3gpp:mc:video_service").url())
                    .login(user.username(), user.password());
            looksAsKept(chromium.awaitPage("login-oauth-grant"), "consent");
        }
    }

    @Test
    void error() throws IOException {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(shipped.issuer() + "/protocol/openid-connect/auth?client_id=nobody");
            looksAsKept(chromium.awaitPage("error"), "error");
        }
    }

    @Test
    void logout() throws IOException {
        try (Chromium chromium = Chromium.phone()) {
            chromium.open(shipped.issuer() + "/protocol/openid-connect/logout");
            looksAsKept(chromium.awaitPage("logout-confirm"), "logout");
        }
    }

    private static void looksAsKept(Chromium chromium, String page) throws IOException {
        PageLayout.assertHolds(chromium);
        fontIsTheKeptOne(chromium);
        // Not kept: the name of a test's user, a cursor that blinks, the names of realms of a test.
        chromium.script("""
                document.activeElement.blur();
                document.getElementById('kc-header-wrapper').textContent = 'Mission critical';
                const name = document.getElementById('kc-attempted-username');
                if (name) name.textContent = 'grace@org.com';""");
        BufferedImage seen = sheet(chromium);
        Path kept = KEPT.resolve(page + ".png");
        if (Boolean.getBoolean("mcx.look.keep")) {
            write(seen, kept);
            return;
        }
        write(seen, SEEN.resolve(page + ".png"));
        assertThat(kept).exists();
        BufferedImage before = ImageIO.read(kept.toFile());
        assertThat(new int[] {seen.getWidth(), seen.getHeight()}).isEqualTo(new int[] {before.getWidth(), before.getHeight()});
        int y = 0;
        for (String mode : PageLayout.MODES.keySet()) {
            int x = 0;
            for (int width : PageLayout.WIDTHS) {
                assertThat(difference(before, seen, x, y, width / SCALE))
                        .as("%s, %s at %d px: compare %s with %s", page, mode, width,
                                kept, SEEN.resolve(page + ".png").toAbsolutePath())
                        .isLessThan(SHARE_TOLERANCE);
                x += width / SCALE;
            }
            y += PageLayout.HEIGHT / SCALE;
        }
    }

    /** Where the machine's fonts are others, lines wrap elsewhere, and a comparison says nothing: the layout is still asserted. */
    private static void fontIsTheKeptOne(Chromium chromium) throws IOException {
        String font = chromium.script("""
                const pen = document.createElement('canvas').getContext('2d');
                pen.font = '100px ' + getComputedStyle(document.body).fontFamily;
                return Math.round(pen.measureText('Handgloves 0123456789').width) + ' px';""").toString();
        Path kept = KEPT.resolve("font.txt");
        if (Boolean.getBoolean("mcx.look.keep")) {
            Files.createDirectories(KEPT);
            Files.writeString(kept, font + "\n");
        }
        assumeTrue(Files.readString(kept).strip().equals(font),
                () -> "the kept pictures were made with another font (Debian 12's default, DejaVu Sans): not compared");
    }

    private static BufferedImage sheet(Chromium chromium) throws IOException {
        int width = PageLayout.WIDTHS.stream().mapToInt(each -> each / SCALE).sum();
        int rows = PageLayout.HEIGHT / SCALE;
        BufferedImage sheet = new BufferedImage(width, rows * PageLayout.MODES.size(), BufferedImage.TYPE_INT_RGB);
        int y = 0;
        for (String mode : PageLayout.MODES.keySet()) {
            int x = 0;
            for (int each : PageLayout.WIDTHS) {
                PageLayout.show(chromium, mode, each);
                BufferedImage view = ImageIO.read(new ByteArrayInputStream(chromium.picture()));
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < each / SCALE; column++) {
                        sheet.setRGB(x + column, y + row, mean(view, column * SCALE, row * SCALE));
                    }
                }
                x += each / SCALE;
            }
            y += rows;
        }
        return sheet;
    }

    private static int mean(BufferedImage view, int left, int top) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < top + SCALE; y++) {
            for (int x = left; x < left + SCALE; x++) {
                int colour = view.getRGB(x, y);
                red += colour >> 16 & 0xff;
                green += colour >> 8 & 0xff;
                blue += colour & 0xff;
            }
        }
        int pixels = SCALE * SCALE;
        return red / pixels << 16 | green / pixels << 8 | blue / pixels;
    }

    /** The share of a view's blocks whose colour is another. */
    private static double difference(BufferedImage before, BufferedImage seen, int left, int top, int width) {
        int rows = PageLayout.HEIGHT / SCALE;
        int different = 0;
        for (int y = top; y < top + rows; y++) {
            for (int x = left; x < left + width; x++) {
                if (differ(before.getRGB(x, y), seen.getRGB(x, y))) {
                    different++;
                }
            }
        }
        return (double) different / (rows * width);
    }

    private static boolean differ(int one, int other) {
        for (int shift = 0; shift <= 16; shift += 8) {
            if (Math.abs((one >> shift & 0xff) - (other >> shift & 0xff)) > COLOUR_TOLERANCE) {
                return true;
            }
        }
        return false;
    }

    private static void write(BufferedImage sheet, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(sheet, "png", file.toFile());
    }
}
