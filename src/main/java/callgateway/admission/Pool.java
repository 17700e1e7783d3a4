package callgateway.admission;

/** A pool's account and its line. */
final class Pool {
    final String name;
    final Account account;
    final Line line;
    PoolLimits limits;

    Pool(String name, PoolLimits limits) {
        this.name = name;
        this.limits = limits;
        account = new Account(Scope.pool(name));
        line = new Line(account);
    }
}
