package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.mcxidms.core.McUserAttribute;
import org.mcxidms.testkit.Mcx;

/** What the bundle's English messages say of the MC attributes. */
final class ProfileTexts {

    private static final Path MESSAGES =
            Mcx.repository("mcx-authenticator/src/main/resources/theme-resources/messages/messages_en.properties");

    private ProfileTexts() {
    }

    /** Presses the question mark beside each of the six fields, as a reader does, and sees its help text. */
    static void assertHelpIsShown(Chromium console) {
        for (String name : McUserAttribute.names()) {
            String help = english("mcx.profile." + name + ".help");
            console.await("[data-testid=help-label-" + name + "]");
            assertThat(console.script("return document.body.innerText")).asString().doesNotContain(help);
            console.click("[data-testid=help-label-" + name + "]");
            new WebDriverWait(console.driver(), Duration.ofSeconds(10)).withMessage(() -> name + ": " + help)
                    .until(driver -> String.valueOf(console.script("return document.body.innerText")).contains(help));
            // The text would be in front of the next field.
            console.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
            new WebDriverWait(console.driver(), Duration.ofSeconds(10)).withMessage(() -> name + " is closed")
                    .until(driver -> driver.findElements(By.cssSelector("[class*=c-popover__]")).isEmpty());
        }
    }

    static String english(String key) {
        Properties messages = new Properties();
        try (Reader file = Files.newBufferedReader(MESSAGES)) {
            messages.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(messages.getProperty(key)).orElseThrow(() -> new AssertionError("No message " + key));
    }
}
