package callgateway;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium that looks at pages: Debian's {@code chromium}, driven through Debian's {@code chromium-driver}.
 * Whoever needs one is skipped where they are not installed.
 */
public final class PageBrowser implements AutoCloseable {
    private static final Pattern REQUESTED = Pattern.compile("\"url\":\"((?:https?|wss?)://[^\"/]+)");

    private final ChromeDriver driver;

    private PageBrowser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens one. */
    public static PageBrowser open() {
        Optional<Path> chromium = program("chromium");
        Optional<Path> chromedriver = program("chromedriver");
        assumeThat(chromium).as("chromium").isPresent();
        assumeThat(chromedriver).as("chromium-driver").isPresent();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--force-color-profile=srgb",
                "--lang=en");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .build();
        return new PageBrowser(new ChromeDriver(service, options));
    }

    private static Optional<Path> program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(where -> Path.of(where, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Goes there, with nothing remembered of before, in a window of that width. */
    public void go(URI page, int width, boolean dark) {
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), 1100));
        // Windows have a least width; pages do not.
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 1100, "deviceScaleFactor", 1, "mobile", width < 500));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        // A page whose gateway is gone goes on complaining until it is left.
        driver.get("about:blank");
        driver.manage().logs().get(LogType.BROWSER);
        driver.manage().logs().get(LogType.PERFORMANCE);
        driver.get(page.toString());
    }

    /** The element of that id. */
    public WebElement byId(String id) {
        return driver.findElement(By.id(id));
    }

    /** All that this CSS selector finds. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The text of the element of that id. */
    public String text(String id) {
        return byId(id).getText();
    }

    /** What this expression is on the page; waits for promises. */
    public Object value(String expression) {
        return Objects.requireNonNull(driver.executeScript("return " + expression), expression);
    }

    /** A number that the page has. */
    public double number(String expression) {
        return ((Number) value(expression)).doubleValue();
    }

    /** Presses keys, wherever the page's focus is. */
    public void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Presses Tab until the element of that id has the focus; false when it never gets it. */
    public boolean tabTo(String id) {
        for (int pressed = 0; pressed < 60; pressed++) {
            if (id.equals(value("document.activeElement.id"))) {
                return true;
            }
            press(Keys.TAB);
        }
        return false;
    }

    /** Waits until this is so. */
    public void until(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    /** What the page complained of since it was opened. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The origins that were asked for anything since the page was opened. */
    public List<String> origins() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("Network.requestWillBeSent\""))
                .flatMap(message -> REQUESTED.matcher(message).results().map(found -> found.group(1)))
                .distinct()
                .toList();
    }

    /** A picture of the page, below {@code target}, for people. */
    public void picture(String name) {
        try {
            Path file = Path.of("target", "pages", name + ".png");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture of the whole page, however long. */
    public void wholePicture(String name) {
        Map<String, Object> shot =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        try {
            Path file = Path.of("target", "pages", name + ".png");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, java.util.Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
