package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of a page of the theme, in every mode at every width: the body fills the window and the card stands in its middle.
 */
final class PageLayout {

    static final List<Integer> WIDTHS = List.of(320, 390, 768, 1280, 1440);
    static final int HEIGHT = 740;
    /** Modes by name; night is the page's own switch, the others are wishes that the browser tells. */
    static final Map<String, List<Map<String, String>>> MODES = modes();
    /** CSS pixels: a half pixel is rounded either way. */
    private static final int TOLERANCE = 1;

    private PageLayout() {
    }

    /** Asserts it, and leaves size, media and night as they were. Does nothing on a page of another theme. */
    static void assertHolds(Chromium chromium) {
        if (!chromium.has("#mcx-night")) {
            return;
        }
        boolean wasNight = isNight(chromium);
        try {
            for (String mode : MODES.keySet()) {
                for (int width : WIDTHS) {
                    show(chromium, mode, width);
                    assertThat(chromium
                            .script("""
                                    const body = document.body.getBoundingClientRect();
                                    const card = document.querySelector('main').getBoundingClientRect();
                                    const width = document.documentElement.clientWidth, faults = [];
                                    const near = (a, b) => Math.abs(a - b) <= %1$d;
                                    if (!near(body.left, 0) || !near(body.width, width)) faults.push('body ' + body.left + '+' + body.width);
                                    if (body.height < innerHeight - %1$d) faults.push('body is only ' + body.height + ' high');
                                    if (!near(card.left, width - card.right)) faults.push('card ' + card.left + ' to ' + card.right);
                                    if (card.width < Math.min(width - 40, 440)) faults.push('card is only ' + card.width + ' wide');
                                    if (document.documentElement.scrollWidth > width + %1$d) faults.push('overflow');
                                    for (const part of document.querySelectorAll('.brand, body > footer')) {
                                      const box = part.getBoundingClientRect();
                                      if (!near(box.left, card.left) || !near(box.right, card.right)) faults.push(part.localName + ' beside the card');
                                    }
                                    return faults.join('; ');"""
                                    .formatted(TOLERANCE)))
                            .as("%s at %d px on %s", mode, width, chromium.driver().getCurrentUrl()).isEqualTo("");
                }
            }
        } finally {
            night(chromium, wasNight);
            chromium.emulateMedia(chromium.media());
            chromium.emulateSize(chromium.width(), chromium.height());
        }
    }

    /** Puts the page into that mode at that width. */
    static void show(Chromium chromium, String mode, int width) {
        chromium.emulateSize(width, HEIGHT);
        chromium.emulateMedia(MODES.get(mode));
        night(chromium, mode.equals("night"));
    }

    private static boolean isNight(Chromium chromium) {
        return Boolean.TRUE.equals(chromium.script("return document.getElementById('mcx-night').checked"));
    }

    private static void night(Chromium chromium, boolean on) {
        if (isNight(chromium) != on) {
            chromium.script("document.getElementById('mcx-night').click()");
        }
    }

    private static Map<String, List<Map<String, String>>> modes() {
        Map<String, List<Map<String, String>>> modes = new LinkedHashMap<>();
        modes.put("light", wish("prefers-color-scheme", "light"));
        modes.put("dark", wish("prefers-color-scheme", "dark"));
        modes.put("night", wish("prefers-color-scheme", "light"));
        modes.put("contrast", wish("prefers-contrast", "more"));
        modes.put("forced", wish("forced-colors", "active"));
        return modes;
    }

    private static List<Map<String, String>> wish(String feature, String value) {
        return List.of(Map.of("name", feature, "value", value));
    }
}
