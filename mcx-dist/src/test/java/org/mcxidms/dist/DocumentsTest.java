package org.mcxidms.dist;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** What a reader meets in every page: links that lead somewhere, commands that were run, tests that exist, and not too many words. */
final class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("docs");
    /** Goes down, never up: what a page gains, another loses, or evidence gets. */
    private static final int MOST_WORDS = 16_000;
    private static final int LONGEST_README = 130;

    private static final Pattern WORD = Pattern.compile("\\S*[\\p{L}\\p{N}]\\S*");
    private static final Pattern FENCE = Pattern.compile("^ *```.*?^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    /** Blocks that a reader types; the comment in front says who runs them. */
    private static final Pattern COMMANDS =
            Pattern.compile("^(?:(?: *<!-- (.*) -->\n)?) *```(sh|bash)\n", Pattern.MULTILINE);
    private static final Pattern RUN_BY = Pattern.compile("run by (\\w+)(,.*)?");
    private static final Pattern TEST = Pattern.compile("`(?:[a-z]+[./])*([A-Z]\\w*(?:IT|Test))(?:\\.([a-z]\\w*)(…?))?`");

    @Test
    void linksLeadToFilesAndHeadings() {
        List<String> dead = new ArrayList<>();
        pages().forEach(page -> LINK.matcher(prose(page)).results().filter(link -> !link.group(1).contains(":"))
                .filter(link -> !leadsSomewhere(page, link))
                .forEach(link -> dead.add(ROOT.relativize(page) + ": " + link.group())));

        assertThat(dead).as("dead links").isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() {
        Path index = DOCS.resolve("README.md");
        List<Path> named = LINK.matcher(prose(index)).results().map(link -> target(index, link)).toList();

        assertThat(pages()).filteredOn(page -> page.startsWith(DOCS) && !page.equals(index)).isSubsetOf(named);
    }

    /** A block marked {@code bash} is run as it stands, by a test of its page; one marked {@code sh} says who runs it, or that nobody does. */
    @Test
    void everyCommandIsRunOrMarkedAsNotRun() {
        String tests = tests().values().stream().collect(Collectors.joining());
        List<String> unmarked = new ArrayList<>();
        for (Path page : pages()) {
            String name = ROOT.relativize(page).toString();
            COMMANDS.matcher(text(page)).results().filter(block -> block.group(2).equals("bash")
                    ? !tests.contains("DemoCommands.run(\"" + name + "\"")
                    : !isMarked(block.group(1)))
                    .forEach(block -> unmarked.add(name + ": " + block.group().strip()));
        }

        assertThat(unmarked).as("commands that nobody runs, and that do not say so").isEmpty();
    }

    @Test
    void everyTestNamedExists() {
        Map<String, String> tests = tests();
        TreeSet<String> missing = new TreeSet<>();
        pages().forEach(page -> TEST.matcher(text(page)).results()
                .filter(named -> !tests.containsKey(named.group(1)) || named.group(2) != null
                        && !tests.get(named.group(1)).matches(
                                "(?s).*void " + named.group(2) + (named.group(3).isEmpty() ? "" : "\\w*") + "\\(.*"))
                .forEach(named -> missing.add(ROOT.relativize(page) + ": " + named.group())));

        assertThat(missing).as("tests that do not exist").isEmpty();
    }

    /** Evidence and the record of changes are looked up, and not read; they do not count. */
    @Test
    void pagesStayShort() {
        Map<String, Long> words = pages().stream()
                .filter(page -> !page.startsWith(DOCS.resolve("evidence")) && !page.endsWith("CHANGELOG.md"))
                .collect(Collectors.toMap(page -> ROOT.relativize(page).toString(),
                        page -> WORD.matcher(text(page)).results().count(), Long::sum, TreeMap::new));

        assertThat(words.values().stream().mapToLong(Long::longValue).sum()).as("words: " + words)
                .isLessThanOrEqualTo(MOST_WORDS);
        assertThat(text(ROOT.resolve("README.md")).lines().count()).isLessThanOrEqualTo(LONGEST_README);
    }

    private static boolean isMarked(String comment) {
        if (comment == null) {
            return false;
        }
        return comment.startsWith("not run: ") || RUN_BY.matcher(comment).results()
                .anyMatch(by -> by.group().equals(comment) && tests().containsKey(by.group(1)));
    }

    private static boolean leadsSomewhere(Path page, MatchResult link) {
        Path target = target(page, link);
        return Files.exists(target) && (link.group(2) == null || headings(target).contains(link.group(2)));
    }

    private static Path target(Path page, MatchResult link) {
        return link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
    }

    /** The anchors that GitHub makes of a page's headings. */
    private static List<String> headings(Path page) {
        return HEADING.matcher(FENCE.matcher(text(page)).replaceAll("")).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    private static String prose(Path page) {
        return CODE.matcher(FENCE.matcher(text(page)).replaceAll("")).replaceAll("");
    }

    private static List<Path> pages() {
        return Stream.of(files(ROOT, 1), files(DOCS, 3), files(ROOT.resolve("realm-export"), 1)).flatMap(List::stream)
                .filter(page -> page.toString().endsWith(".md")).toList();
    }

    /** The text of each test class, by its name. */
    private static Map<String, String> tests() {
        return files(ROOT, 1).stream().filter(not(Files::isRegularFile)).map(module -> module.resolve("src/test/java"))
                .filter(Files::isDirectory).flatMap(sources -> files(sources, Integer.MAX_VALUE).stream())
                .filter(file -> file.toString().endsWith("IT.java") || file.toString().endsWith("Test.java"))
                .collect(Collectors.toMap(file -> file.getFileName().toString().replace(".java", ""), DocumentsTest::text,
                        String::concat));
    }

    private static List<Path> files(Path directory, int depth) {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
