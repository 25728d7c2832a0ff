package io.understudy.streams.page;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a head. */
public final class Browser implements AutoCloseable {
    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path PICTURES = Path.of("target", "page");

    private final ChromeDriver driver;

    public Browser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
        driver.manage().window().setSize(new Dimension(1440, 900));
    }

    /** Whether Debian's chromium and chromium-driver are installed. */
    public static boolean isThere() {
        return CHROMIUM.canExecute() && DRIVER.canExecute();
    }

    public void open(String address) {
        driver.get(address);
    }

    /** What can be read in the elements that a selector finds, at one moment: the page draws many anew each second. */
    public List<String> texts(String selector) {
        Object found = driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map(one => one.innerText ?? one.textContent)",
                selector);
        return ((List<?>) found).stream().map(String.class::cast).toList();
    }

    public String text(String selector) {
        return String.join("\n", texts(selector));
    }

    /** Waits; what the page says by then is in the message of a failure. */
    public void await(String what, Duration limit, Callable<Boolean> holds) {
        try {
            Awaitility.await(what)
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(250))
                    .until(holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("%s: not within %s; the page says: %s".formatted(what, limit, text("body")), e);
        }
    }

    /** Runs a script; what it returns. */
    public Object run(String script) {
        return driver.executeScript(script);
    }

    public void click(String selector) {
        driver.executeScript(
                "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', {bubbles: true}))",
                selector);
    }

    /** Keeps a picture of the whole page for people. */
    public void picture(String name) throws IOException {
        long height = ((Number) run("scrollTo(0, 0); return document.documentElement.scrollHeight")).longValue();
        driver.manage().window().setSize(new Dimension(1440, (int) height + 100));
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        driver.manage().window().setSize(new Dimension(1440, 900));
    }

    /** What the console has been told since this was asked last. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
