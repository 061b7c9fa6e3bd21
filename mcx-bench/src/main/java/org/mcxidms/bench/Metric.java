package org.mcxidms.bench;

/** What is told of a round. */
enum Metric {
    PER_SECOND("perSecond", "per second", 0),
    P50("p50", "p50 ms", 2),
    P95("p95", "p95 ms", 2),
    P99("p99", "p99 ms", 2),
    MAX("max", "max ms", 0),
    REQUESTS("requests", "requests", 0),
    /** The processor time of the server alone: free of the load generator, which shares the machine. */
    CPU("cpu", "CPU ms", 2),
    SECONDS("seconds", "seconds", 2),
    MEGABYTES("megabytes", "MB", 1),
    /** Of the processor time that stock takes for the same. */
    SHARE("share", "%", 1),
    KILOBYTES("kilobytes", "KB", 1);

    private final String key;
    private final String label;
    private final int decimals;

    Metric(String key, String label, int decimals) {
        this.key = key;
        this.label = label;
        this.decimals = decimals;
    }

    String key() {
        return key;
    }

    String label() {
        return label;
    }

    String format(double value) {
        return String.format(java.util.Locale.ROOT, "%." + decimals + "f", value);
    }
}
