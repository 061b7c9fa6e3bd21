package org.mcxidms.bench;
final class GrowthPart {
    GrowthPart(Lab lab, Rounds rounds, int radios, boolean quick) { }
    Result run() { return Result.create(); }
}
