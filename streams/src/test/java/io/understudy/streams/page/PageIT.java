package io.understudy.streams.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.demo.Demo;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.http.OpenApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The demo in a real browser. */
@EnabledIf("io.understudy.streams.page.Browser#isThere")
class PageIT {
    private static final Pattern ADDRESS = Pattern.compile("page (http://\\S+/),");
    /** Of two measures and two detectors, whichever notices the drop first is the one that tells of it. */
    private static final Pattern DROP = Pattern.compile(
            "(decision agreement|total variation) (went from [01]\\.\\d+|[01]\\.\\d+ is beyond its limit)");

    private static final Duration LONG = Duration.ofMinutes(4);
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final int MOST_BYTES = 500_000;

    private final ByteArrayOutputStream answered = new ByteArrayOutputStream();
    private final ShippedModel shipped = new ShippedModel();
    private final Demo demo = new Demo(
            new Demo.Script(
                    shipped.folder(),
                    SequenceFile.lines(shipped.normal()),
                    SequenceFile.lines(shipped.shifted()),
                    120,
                    Duration.ofMinutes(8)),
            new PrintStream(answered, true, StandardCharsets.UTF_8),
            false,
            Clock.systemUTC());
    private final Thread playing = new Thread(demo::play, "demo");

    @AfterEach
    void end() throws InterruptedException {
        demo.stop();
        playing.join();
        shipped.close();
    }

    @Test
    @Timeout(900)
    void thePageShowsTheFallAndTheRecoveryAndWhatAStateStandsFor() throws IOException, InterruptedException {
        playing.start();
        String address = Awaitility.await()
                .atMost(SHORT)
                .until(
                        () -> ADDRESS.matcher(answered.toString(StandardCharsets.UTF_8))
                                .results()
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .group(1);
        try (Browser browser = new Browser()) {
            browser.open(address);
            browser.await(
                    "the first explanation holds",
                    LONG,
                    () -> browser.text("#state").equals("the explanation holds") && agreement(browser) > 0.95);
            assertThat(browser.text("#model")).isEqualTo("orders");
            assertThat(bytes(browser)).isLessThan(MOST_BYTES);
            aStateShowsItsWords(browser);
            browser.picture("before");

            browser.await("the drop is seen", LONG, () -> agreement(browser) < 0.6);
            browser.await(
                    "the drift is told with what contributes to it",
                    SHORT,
                    () -> DROP.matcher(browser.text("#episodes")).find()
                            && !browser.texts("#episodes .contributions li").isEmpty());
            browser.await("disagreements are explained", SHORT, () -> !browser.texts("#disagreements .why")
                    .isEmpty());
            assertThat(browser.text("#disagreements")).contains("Why:");
            assertThat(browser.text("#chart")).contains("drift");
            browser.picture("drift");
            assertThat(new OpenApi(address.replaceAll("/$", "")).check()).doesNotContainValue(404);

            browser.await(
                    "the recovery is seen",
                    LONG,
                    () -> agreement(browser) > 0.95
                            && browser.text("#tiles").contains("v2")
                            && browser.text("#state").equals("the explanation holds"));
            assertThat(browser.text("#episodes")).contains("Version 2 took over");
            browser.picture("after");
            assertThat(browser.console()).isEmpty();
        }
    }

    private static void aStateShowsItsWords(Browser browser) {
        String words = "#automaton .state title";
        browser.await(
                "the automaton is drawn",
                SHORT,
                () -> Boolean.TRUE.equals(browser.run(
                        "return [...document.querySelectorAll('" + words + "')].some(t => t.textContent)")));
        String typical = (String) browser.run("const t = [...document.querySelectorAll('" + words
                + "')].find(t => t.textContent);" + "t.parentNode.id = 'chosen'; return t.textContent;");
        browser.click("#chosen");
        assertThat(String.join(" ", browser.texts("#detail #words .chip"))).isEqualTo(typical);
        browser.await("live visits are on the states", SHORT, () -> browser.texts("#automaton .now text").stream()
                .anyMatch(share -> share.endsWith("%")));
    }

    /** The lowest decision agreement on the tiles; NaN before the first. */
    private static double agreement(Browser browser) {
        List<String> values = browser.texts(".tile");
        return values.stream()
                .filter(tile -> tile.contains("decision agreement"))
                .map(tile -> Pattern.compile("[01]\\.\\d{3}").matcher(tile))
                .filter(Matcher::find)
                .mapToDouble(found -> Double.parseDouble(found.group()))
                .min()
                .orElse(Double.NaN);
    }

    /** Of all that the page is made of, without what the API told it. */
    private static long bytes(Browser browser) {
        return ((Number) browser.run("return performance.getEntriesByType('resource')"
                        + ".filter(one => !one.name.includes('/api/'))"
                        + ".reduce((sum, one) => sum + one.decodedBodySize, 0)"))
                .longValue();
    }
}
