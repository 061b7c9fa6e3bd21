package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.deque.html.axecore.selenium.AxeBuilder;
import org.openqa.selenium.By;
import org.openqa.selenium.PageLoadStrategy;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The machine's Chromium, with a profile of its own; a test is skipped where there is none. */
final class Chromium implements AutoCloseable {

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;
    private int width;
    private int height;
    private List<Map<String, String>> media = List.of();

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    static Chromium phone() {
        return start(360, 740, true, PageLoadStrategy.NORMAL);
    }

    static Chromium phoneWithoutScripts() {
        return start(360, 740, false, PageLoadStrategy.NORMAL);
    }

    static Chromium desktop() {
        return start(1280, 800, true, PageLoadStrategy.NORMAL);
    }

    /** Does not wait for pages, so that a test can do something while one is under way. */
    static Chromium impatientPhone() {
        return start(360, 740, true, PageLoadStrategy.NONE);
    }

    private static Chromium start(int width, int height, boolean scripts, PageLoadStrategy waiting) {
        assumeTrue(Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "no browser here: install Debian's chromium and chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setPageLoadStrategy(waiting);
        options.setBinary(BROWSER.toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-sync",
                "--disable-background-networking", "--disable-component-update", "--disable-quic", "--no-first-run");
        options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", scripts ? 1 : 2));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build();
        Chromium chromium = new Chromium(new ChromeDriver(service, options));
        chromium.size(width, height);
        return chromium;
    }

    /** What was asked for last: a check that tries other sizes comes back to it. */
    int width() {
        return width;
    }

    int height() {
        return height;
    }

    Chromium size(int width, int height) {
        this.width = width;
        this.height = height;
        emulateSize(width, height);
        return this;
    }

    /** Does not count as asked for. */
    void emulateSize(int width, int height) {
        cdp("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** For example {@code media("prefers-color-scheme", "dark")}. */
    Chromium media(String feature, String value) {
        media = List.of(Map.of("name", feature, "value", value));
        emulateMedia(media);
        return this;
    }

    List<Map<String, String>> media() {
        return media;
    }

    /** Does not count as asked for. */
    void emulateMedia(List<Map<String, String>> features) {
        cdp("Emulation.setEmulatedMedia", Map.of("features", features));
    }

    /** 100 kbit/s and 300 ms, the edge of a cell. */
    Chromium edgeOfTheCell() {
        cdp("Network.enable", Map.of());
        cdp("Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 300, "downloadThroughput", 12_500, "uploadThroughput", 12_500));
        return this;
    }

    /** From now on an answer takes five seconds: long enough to have second thoughts. */
    Chromium slow() {
        cdp("Network.enable", Map.of());
        cdp("Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 5_000, "downloadThroughput", -1, "uploadThroughput", -1));
        return this;
    }

    Map<String, Object> cdp(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    ChromeDriver driver() {
        return driver;
    }

    Chromium open(String url) {
        driver.get(url);
        return this;
    }

    boolean has(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    String text(String css) {
        return driver.findElement(By.cssSelector(css)).getText();
    }

    Chromium type(String css, String value) {
        driver.findElement(By.cssSelector(css)).sendKeys(value);
        return this;
    }

    Chromium replace(String css, String value) {
        driver.findElement(By.cssSelector(css)).clear();
        return type(css, value);
    }

    Chromium click(String css) {
        driver.findElement(By.cssSelector(css)).click();
        return this;
    }

    /** Presses keys where the focus is. */
    Chromium press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
        return this;
    }

    Chromium login(String username, String password) {
        return type("#username", username).type("#password", password).click("#kc-login");
    }

    /** Waits for Keycloak's page of that name. */
    Chromium awaitPage(String pageId) {
        new WebDriverWait(driver, Duration.ofSeconds(20))
                .withMessage(() -> pageId + " did not come, but " + driver.getCurrentUrl() + "\n" + text("body"))
                .until(d -> has("body[data-page-id='login-" + pageId + "']"));
        return this;
    }

    Chromium await(String css) {
        new WebDriverWait(driver, Duration.ofSeconds(30)).until(d -> has(css));
        return this;
    }

    String awaitUrl(String prefix) {
        new WebDriverWait(driver, Duration.ofSeconds(20)).until(d -> d.getCurrentUrl().startsWith(prefix));
        return driver.getCurrentUrl();
    }

    Object script(String script) {
        return driver.executeScript(script);
    }

    /**
     * No axe violation of any rule, nothing wider than the screen, every target at least 48 px high, and a layout that holds in every
     * mode at every width.
     */
    Chromium assertUsable() {
        PageLayout.assertHolds(this);
        assertThat(violations()).as("axe on " + driver.getCurrentUrl()).isEmpty();
        assertThat(script("return document.documentElement.scrollWidth - innerWidth")).as("overflow").isEqualTo(0L);
        assertThat(
                script("""
                        return [...document.querySelectorAll('a,button,summary,select,input:not([type=hidden])')]
                          .map(e => /checkbox|radio/.test(e.type)
                            ? e.closest('label') || document.querySelector(`label[for="${e.id}"]`) || e : e)
                          .filter(e => e.checkVisibility() && Math.round(e.getBoundingClientRect().height) < 48).map(e => e.outerHTML)"""))
                .as("targets below 48 px").isEqualTo(List.of());
        return this;
    }

    /** What axe finds, of all its rules. */
    List<String> violations() {
        return new AxeBuilder().analyze(driver).getViolations().stream().map(
                rule -> rule.getId() + " " + rule.getNodes().stream().map(node -> node.getHtml()).toList()).toList();
    }

    /** The window as it is, a PNG. */
    byte[] picture() {
        return Base64.getDecoder().decode((String) cdp("Page.captureScreenshot", Map.of("format", "png")).get("data"));
    }

    void screenshot(Path file) {
        Map<String, Object> image = cdp("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode((String) image.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
