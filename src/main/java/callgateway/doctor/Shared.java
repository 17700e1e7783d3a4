package callgateway.doctor;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that several checks want to know: whoever asks first finds out, the others wait for it. */
final class Shared<T> {
    private final FutureTask<T> task;

    Shared(Callable<T> finding) {
        this.task = new FutureTask<>(finding);
    }

    T get() throws ExecutionException, InterruptedException {
        task.run();
        return task.get();
    }
}
