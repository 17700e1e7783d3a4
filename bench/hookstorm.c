// Calls that come in at a steady rate, as far as the webhooks see them: POST the signed "a call comes in", read the TwiML, POST the
// signed "it is over". Open loop: call k is due at t0 + k/rate, whatever became of those before it, and its time counts from
// then. One thread, keep-alive connections, as many as are needed; prints the same result line as `call-gateway load webhooks`.
//
//   hookstorm --port P --path /voice --origin https://HOST --token AUTH_TOKEN --per-second 100 --warm 8 --seconds 20
//
// Ends with 1 when something failed, with 3 when it was late itself (p99 over 5 ms).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

#define MOST 2000 // connections
#define BINS 200000 // of 10 us
#define ANSWER 16384
typedef struct {
    int fd, busy, status, have;
    long call;
    uint64_t due;
    char in[ANSWER];
} conn;

static int PORT = 8080, RATE = 100, WARM = 8, SECS = 20, RUN;
static const char *PATH_ = "/voice", *ORIGIN = "https://localhost", *TOKEN = "";
static int ep, conns;
static conn *all[MOST];
static uint32_t voice_t[BINS], status_t[BINS], late_t[BINS];
static uint64_t voices, statuses, lates, sent, answered, connected, failed, open_calls, worst;

static void count(uint32_t *bins, uint64_t *n, uint64_t us) {
    bins[us / 10 < BINS ? us / 10 : BINS - 1]++;
    ++*n;
}
static uint64_t percentile(const uint32_t *bins, uint64_t n, double p) {
    uint64_t seen = 0, upto = (uint64_t)(n * p);
    for (int i = 0; i < BINS; i++) {
        seen += bins[i];
        if (seen > upto) {
            return i * 10 + 5;
        }
    }
    return 0;
}
static int is_measured(long call) { return call >= (long)RATE * WARM; }

static conn *free_conn(void) {
    for (int i = 0; i < conns; i++) {
        if (all[i]->fd >= 0 && !all[i]->busy) {
            return all[i];
        }
    }
    conn *c = NULL;
    for (int i = 0; i < conns && !c; i++) {
        c = all[i]->fd < 0 ? all[i] : NULL;
    }
    if (!c) {
        if (conns == MOST) {
            return NULL;
        }
        c = all[conns++] = calloc(1, sizeof *c);
    }
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (void *)&a, sizeof a) < 0) {
        close(c->fd);
        c->fd = -1;
        return NULL;
    }
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
    return c;
}

static void post(long call, uint64_t due, int status) {
    conn *c = free_conn();
    if (!c) {
        failed++;
        open_calls -= status;
        return;
    }
    const char *state = status ? "completed" : "ringing", *below = status ? "/status" : "";
    char body[600], m[1400], sg[40], r[2400];
    snprintf(body, sizeof body,
             "AccountSid=AC%032x&ApiVersion=2010-04-01&CallSid=CA%08x%024lx&CallStatus=%s&Direction=inbound&From=%%2B1555"
             "%07ld&To=%%2B15550100",
             7, RUN, call, state, call % 10000000);
    int n = snprintf(m, sizeof m,
                     "%s%s%sAccountSidAC%032xApiVersion2010-04-01CallSidCA%08x%024lxCallStatus%sDirectioninboundFrom+1555%"
                     "07ldTo+15550100",
                     ORIGIN, PATH_, below, 7, RUN, call, state, call % 10000000);
    uint8_t d[20];
    hmac_sha1(TOKEN, m, n, d);
    b64e(d, 20, sg);
    n = snprintf(r, sizeof r,
                 "POST %s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/x-www-form-urlencoded; "
                 "charset=UTF-8\r\nContent-Length: %zu\r\nX-Twilio-Signature: %s\r\nUser-Agent: TwilioProxy/1.1\r\n\r\n%s",
                 PATH_, below, PORT, strlen(body), sg, body);
    c->busy = 1;
    c->status = status;
    c->call = call;
    c->due = due;
    c->have = 0;
    if (write(c->fd, r, n) != n) {
        close(c->fd);
        c->fd = -1;
        c->busy = 0;
        failed++;
        open_calls -= status;
    }
}

static void broken(conn *c) {
    close(c->fd);
    c->fd = -1;
    if (c->busy) {
        c->busy = 0;
        failed++;
        open_calls--;
    }
}
// 1 when the answer is whole
static int whole(conn *c) {
    char *end = strstr(c->in, "\r\n\r\n");
    if (!end) {
        return 0;
    }
    char *length = strcasestr(c->in, "content-length:");
    long body = length && length < end ? atol(length + 15) : 0;
    return c->in + c->have >= end + 4 + body;
}
static void on_read(conn *c) {
    int n = read(c->fd, c->in + c->have, ANSWER - 1 - c->have);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) {
            broken(c);
        }
        return;
    }
    c->have += n;
    c->in[c->have] = 0;
    if (!c->busy || !whole(c)) {
        return;
    }
    uint64_t now = now_us(), took = now - c->due;
    c->busy = 0;
    int ok = !strncmp(c->in + 9, c->status ? "20" : "200", c->status ? 2 : 3);
    if (!ok) {
        failed++;
    }
    if (is_measured(c->call)) {
        count(c->status ? status_t : voice_t, c->status ? &statuses : &voices, took);
        if (!c->status && took > worst) {
            worst = took;
        }
        answered += !c->status && ok;
        connected += !c->status && strstr(c->in, "<Connect") != NULL;
    }
    if (c->status) {
        open_calls--;
    } else {
        post(c->call, now, 1);
    }
}

int main(int ac, char **av) {
    for (int i = 1; i + 1 < ac; i += 2) {
        const char *v = av[i + 1];
        if (!strcmp(av[i], "--port")) PORT = atoi(v);
        else if (!strcmp(av[i], "--path")) PATH_ = v;
        else if (!strcmp(av[i], "--origin")) ORIGIN = v;
        else if (!strcmp(av[i], "--token")) TOKEN = v;
        else if (!strcmp(av[i], "--per-second")) RATE = atoi(v);
        else if (!strcmp(av[i], "--warm")) WARM = atoi(v);
        else if (!strcmp(av[i], "--seconds")) SECS = atoi(v);
        else {
            fprintf(stderr, "%s: no such option\n", av[i]);
            return 2;
        }
    }
    RUN = (int)(now_us() & 0x7fffffff);
    ep = epoll_create1(0);
    struct timespec cpu0;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu0);
    uint64_t t0 = now_us() + 100000;
    long calls = (long)RATE * (WARM + SECS), next = 0;
    uint64_t give_up = t0 + (uint64_t)(WARM + SECS + 10) * 1000000;
    while ((next < calls || open_calls > 0) && now_us() < give_up) {
        uint64_t now = now_us();
        while (next < calls && now >= t0 + (uint64_t)next * 1000000 / RATE) {
            uint64_t due = t0 + (uint64_t)next * 1000000 / RATE;
            if (is_measured(next)) {
                sent++;
                count(late_t, &lates, now - due);
            }
            open_calls++;
            post(next++, due, 0);
            now = now_us();
        }
        uint64_t due = t0 + (uint64_t)next * 1000000 / RATE;
        struct timespec wait = {0, next < calls && due > now ? (long)(due - now) * 1000 : 1000000};
        if (next < calls && due <= now) wait.tv_nsec = 0;
        if (wait.tv_nsec > 100000000) wait.tv_nsec = 100000000;
        struct epoll_event es[64];
        int n = epoll_pwait2(ep, es, 64, &wait, NULL);
        for (int i = 0; i < n; i++) {
            conn *c = es[i].data.ptr;
            if (c->fd >= 0) {
                on_read(c);
            }
        }
    }
    failed += open_calls;
    struct timespec cpu1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu1);
    double cores = ((cpu1.tv_sec - cpu0.tv_sec) + (cpu1.tv_nsec - cpu0.tv_nsec) / 1e9) / (WARM + SECS);
    uint64_t late99 = percentile(late_t, lates, 0.99);
    printf("result per_second=%d sent=%lu answered=%lu connected=%lu failed=%lu p50_us=%lu p90_us=%lu p99_us=%lu "
           "max_us=%lu status_p99_us=%lu late_p99_us=%lu own_cores=%.2f late=%d\n",
           RATE, sent, answered, connected, failed, percentile(voice_t, voices, 0.5), percentile(voice_t, voices, 0.9),
           percentile(voice_t, voices, 0.99), worst, percentile(status_t, statuses, 0.99), late99, cores, late99 > 5000);
    return failed ? 1 : late99 > 5000 ? 3 : 0;
}
