package org.mcxidms.bench;
import java.nio.file.Path;
final class Report {
    Report(Path directory) { }
    void write(Path docs) { }
}
