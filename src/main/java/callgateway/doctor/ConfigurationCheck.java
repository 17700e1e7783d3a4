package callgateway.doctor;

import java.util.List;

/** Whether {@code serve} would start with these settings; everything else depends on it. */
final class ConfigurationCheck implements Check {
    private final SetUp setUp;

    ConfigurationCheck(SetUp setUp) {
        this.setUp = setUp;
    }

    @Override
    public List<Finding> look() {
        return List.of(Finding.ok("everything that is needed is set ("
                + (setUp.file == null ? "no settings file" : setUp.file) + " and the environment); "
                + setUp.pools().size() + (setUp.pools().size() == 1 ? " pool" : " pools")));
    }

    /** The problems of settings that cannot be used: each is a line that names the setting, and perhaps the fix behind a point. */
    static List<Finding> unusable(List<String> problems) {
        return problems.stream().map(ConfigurationCheck::unusable).toList();
    }

    private static Finding unusable(String problem) {
        int point = problem.indexOf(". ");
        return point < 0
                ? Finding.wrong(
                        problem, "Correct it in the environment or in conf/gateway.conf; reference.conf explains it.")
                : Finding.wrong(problem.substring(0, point), problem.substring(point + 2) + ".");
    }
}
