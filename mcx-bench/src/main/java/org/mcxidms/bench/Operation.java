package org.mcxidms.bench;

/** What is done in a round, again and again. Its first figure stands for the whole of it. */
enum Operation {
    REFRESH("refresh") {
        @Override
        void once(Radio radio, Timings timings) {
            timings.time(figure(), radio::refresh);
        }
    },
    /** The page alone: a login takes too long for as many pages as tell the difference. */
    PAGE("login page alone") {
        @Override
        void once(Radio radio, Timings timings) {
            timings.time(figure(), radio::openPage);
        }
    },
    LOGIN("login to tokens") {
        @Override
        void once(Radio radio, Timings timings) {
            timings.time(figure(), () -> {
                timings.time("login page", radio::openPage);
                timings.time("login form", radio::fillForm);
                timings.time("code exchange", radio::exchangeCode);
            });
        }
    },
    INTROSPECTION("introspection") {
        @Override
        void once(Radio radio, Timings timings) {
            timings.time(figure(), radio::introspect);
        }
    },
    EXCHANGE("security-token exchange") {
        @Override
        void once(Radio radio, Timings timings) {
            timings.time(figure(), radio::exchangeToken);
        }
    },
    GUESS("wrong password") {
        @Override
        void once(Radio radio, Timings timings) {
            radio.openPage();
            timings.time(figure(), radio::guess);
        }
    };

    private final String figure;

    Operation(String figure) {
        this.figure = figure;
    }

    String figure() {
        return figure;
    }

    abstract void once(Radio radio, Timings timings);
}
