package callgateway.admission.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Random lives of a cluster in which everything fails, seen by a checker that knows no shares; and proof that it sees faults. */
final class ShareModelTest {
    private static final int SEEDS = Integer.getInteger("share.seeds", 40);

    @Test
    void whateverFailsNoCapIsExceededAndNoSlotIsLost() {
        int admissions = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            admissions += life(seed, Bug.NONE);
        }
        assertThat(admissions).isGreaterThan(100 * SEEDS);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void eachWayToGetItWrongIsNoticed(Bug bug) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 6L * SEEDS; seed++) {
                        life(seed, bug);
                    }
                })
                .isInstanceOf(ShareHistory.Wrong.class);
    }

    @Test
    void theLineIsOneLineWhicheverNodeACallerCameTo() {
        for (long seed = 1; seed <= 20; seed++) {
            ShareWorld world = new ShareWorld(seed, 3, Bug.NONE);
            world.run(3000);
            for (int i = 0; i < ShareHistory.PLAN; i++) {
                world.call(world.random.nextInt(3), i < 3 ? "a" : "b", 20_000 + 500L * i, 60_000);
                world.run(200);
            }
            // The last of them may wait for a share that is elsewhere.
            world.run(5000);
            assertThat(world.history.held()).isEqualTo(ShareHistory.PLAN);
            List<Long> came = new ArrayList<>();
            for (long i = 1; i <= 9; i++) {
                world.call(world.random.nextInt(3), "b", 60_000, 600_000);
                came.add(ShareHistory.PLAN + i);
                world.run(300);
            }
            List<Long> got = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                world.run(100);
                world.sites.forEach(site -> site.calls.keySet().stream()
                        .filter(call -> call > ShareHistory.PLAN && !got.contains(call))
                        .forEach(got::add));
            }
            assertThat(got).as("seed %d", seed).isEqualTo(came);
        }
    }

    /** Returns how many calls were admitted. */
    static int life(long seed, Bug bug) {
        ShareWorld world = new ShareWorld(seed, seed % 3 == 0 ? 5 : 3, bug);
        try {
            world.run(2000);
            world.loss = world.random.nextInt(3) * 0.1;
            world.twice = 0.1;
            world.slow = world.random.nextInt(3) * 0.03;
            long until = world.now + 90_000;
            while (world.now < until) {
                callsCome(world);
                somethingHappens(world);
                world.run(world.random.nextInt(300));
            }
            dustSettles(world);
            for (int site = 0; site < world.sites.size(); site++) {
                allSlotsCanBeHad(world, site);
            }
            return world.history.admissions();
        } catch (ShareHistory.Wrong e) {
            throw new ShareHistory.Wrong("seed " + seed + ": " + e.getMessage());
        }
    }

    private static void callsCome(ShareWorld world) {
        // For a while they all come to one node, then to another.
        int site = world.random.nextInt(4) == 0
                ? world.random.nextInt(world.sites.size())
                : (int) (world.now / 20_000 % world.sites.size());
        String pool = world.random.nextInt(2) == 0 ? "a" : "b";
        world.call(site, pool, 200 + world.random.nextInt(world.random.nextInt(4) == 0 ? 14_000 : 3000), 5000);
    }

    private static void somethingHappens(ShareWorld world) {
        int site = world.random.nextInt(world.sites.size());
        switch (world.random.nextInt(120)) {
            case 0, 1 -> world.partition();
            case 2, 3 -> world.heal();
            case 4 -> world.pause(site, world.random.nextInt(20_000));
            case 5 -> world.pause(site, world.random.nextInt(3000));
            case 6, 7 -> {
                if (world.kill(site)) {
                    world.at(
                            world.random.nextInt(world.random.nextBoolean() ? 2500 : 10_000),
                            () -> world.comeBack(site));
                }
            }
            case 8, 9 -> world.newCoordinator();
            case 10 -> {
                List<ShareWorld.Coordinator> all = world.coordinators;
                ShareWorld.Coordinator first = all.get(0);
                if (all.size() > 1) {
                    world.at(world.random.nextInt(10_000), () -> first.alive = false);
                }
            }
            case 11 -> world.command(5 + world.random.nextInt(8));
            case 12 -> {
                if (world.random.nextInt(8) == 0) {
                    world.isolate(site);
                }
            }
            default -> {}
        }
        if (world.coordinators.stream().noneMatch(one -> one.alive)) {
            world.newCoordinator();
        }
    }

    private static void dustSettles(ShareWorld world) {
        world.cutUntil = 0;
        world.heal();
        world.loss = 0;
        world.twice = 0;
        world.slow = 0;
        for (int site = 0; site < world.sites.size(); site++) {
            world.comeBack(site);
        }
        world.coordinators.forEach(one -> one.alive = false);
        world.newCoordinator();
        world.run(60_000);
        if (world.history.held() > 0) {
            throw world.history.wrong(world.history.held() + " slots are held and nobody has called for a minute");
        }
    }

    private static void allSlotsCanBeHad(ShareWorld world, int site) {
        Lender lender = world.coordinators.get(world.coordinators.size() - 1).lender;
        int plan = lender.settings().getOrDefault("plan", ShareHistory.PLAN);
        for (int i = 0; i < plan; i++) {
            world.call(site, i < ShareHistory.part(plan) ? "a" : "b", 5000, 4000);
        }
        world.run(3000);
        if (world.history.held() != plan) {
            throw world.history.wrong("n" + site + " got only " + world.history.held() + " of " + plan
                    + " slots when nobody else wanted any: " + lender.loans(world.now));
        }
        world.run(6000);
    }
}
