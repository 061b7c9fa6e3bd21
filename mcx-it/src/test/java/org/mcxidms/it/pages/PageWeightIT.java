package org.mcxidms.it.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.openqa.selenium.By;

import org.mcxidms.testkit.Mcx;
import org.mcxidms.testkit.McxExtension;
import org.mcxidms.testkit.Realm;

/** What the login page costs a radio link, beside Keycloak's own page. Budgets: docs/evidence/pages.md. */
@ExtendWith(McxExtension.class)
@Isolated("its time is measured")
final class PageWeightIT {

    private static final long COLD_BUDGET = 20_000;
    private static final long WARM_BUDGET = 8_000;
    private static final int REQUEST_BUDGET = 5;
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Mcx mcx;

    PageWeightIT(Mcx mcx) {
        this.mcx = mcx;
    }

    @Test
    void keepsItsBudget() {
        try (Realm stock = mcx.realmLike("stock", file -> file.set("loginTheme", "keycloak.v2"));
                Chromium ours = Chromium.phone();
                Chromium theirs = Chromium.phone()) {
            Map<String, Long> cold = load(ours, mcx.realm());
            Map<String, Long> warm = load(ours, mcx.realm());
            Map<String, Long> stockCold = load(theirs, stock);
            System.out.printf("login page, cold: %d bytes in %d requests; warm: %d bytes%n"
                    + "keycloak.v2, cold: %d bytes in %d requests; ratio 1:%d%n%s%n",
                    sum(cold), cold.size(), sum(warm), sum(stockCold), stockCold.size(), sum(stockCold) / sum(cold), cold);

            assertThat(sum(cold)).isLessThanOrEqualTo(COLD_BUDGET);
            assertThat(cold).hasSizeLessThanOrEqualTo(REQUEST_BUDGET);
            assertThat(sum(warm)).isLessThanOrEqualTo(WARM_BUDGET);
        }
    }

    @Test
    void isThereToTypeInWithinThreeSecondsAtTheEdgeOfTheCell() {
        try (Chromium chromium = Chromium.phone().edgeOfTheCell()) {
            long start = System.nanoTime();
            chromium.driver().executeScript("location.href = arguments[0]", Pages.login(mcx.realm(), "openid"));
            while (!chromium.has("#username:focus") || Boolean.FALSE.equals(chromium.script(
                    "return performance.getEntriesByType('paint').length > 0"))) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            }
            chromium.driver().findElement(By.id("username")).sendKeys("a");
            Duration typed = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("typing possible after " + typed.toMillis() + " ms at 100 kbit/s and 300 ms");

            assertThat(typed).isLessThan(Duration.ofSeconds(3));
        }
    }

    /** Bytes by URL: what is not from the cache, its headers included, as if nothing were compressed. */
    @SuppressWarnings("unchecked")
    private static Map<String, Long> load(Chromium chromium, Realm realm) {
        chromium.open(Pages.login(realm, "openid"));
        try {
            Thread.sleep(SETTLED.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return (Map<String, Long>) chromium.script("""
                return Object.fromEntries([...performance.getEntriesByType('navigation'),
                  ...performance.getEntriesByType('resource')].filter(e => e.transferSize > 0)
                  .map(e => [e.name, e.transferSize - e.encodedBodySize + e.decodedBodySize]))""");
    }

    private static long sum(Map<String, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
