// What a WebSocket and a signed webhook need: SHA-1, HMAC-SHA1, base64. For callstorm.c alone.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}
static void sha1(const uint8_t *m, size_t n, uint8_t out[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    size_t tot = ((n + 8) / 64 + 1) * 64;
    uint8_t *buf = calloc(1, tot);
    memcpy(buf, m, n);
    buf[n] = 0x80;
    uint64_t bits = n * 8;
    for (int i = 0; i < 8; i++) {
        buf[tot - 1 - i] = bits >> (8 * i);
    }
    for (size_t o = 0; o < tot; o += 64) {
        uint32_t w[80];
        for (int i = 0; i < 16; i++) {
            w[i] = (uint32_t)buf[o + 4 * i] << 24 | buf[o + 4 * i + 1] << 16 | buf[o + 4 * i + 2] << 8 |
                   buf[o + 4 * i + 3];
        }
        for (int i = 16; i < 80; i++) {
            uint32_t x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
            w[i] = x << 1 | x >> 31;
        }
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f, k;
            if (i < 20) {
                f = (b & c) | (~b & d);
                k = 0x5A827999;
            } else if (i < 40) {
                f = b ^ c ^ d;
                k = 0x6ED9EBA1;
            } else if (i < 60) {
                f = (b & c) | (b & d) | (c & d);
                k = 0x8F1BBCDC;
            } else {
                f = b ^ c ^ d;
                k = 0xCA62C1D6;
            }
            uint32_t t = (a << 5 | a >> 27) + f + e + k + w[i];
            e = d;
            d = c;
            c = b << 30 | b >> 2;
            b = a;
            a = t;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
    }
    free(buf);
    for (int i = 0; i < 5; i++) {
        out[4 * i] = h[i] >> 24;
        out[4 * i + 1] = h[i] >> 16;
        out[4 * i + 2] = h[i] >> 8;
        out[4 * i + 3] = h[i];
    }
}
static void hmac_sha1(const char *key, const char *msg, int n, uint8_t out[20]) {
    uint8_t k[64] = {0}, *b = malloc(n + 64), i2[84];
    memcpy(k, key, strlen(key) > 64 ? 64 : strlen(key));
    for (int i = 0; i < 64; i++) {
        b[i] = k[i] ^ 0x36;
    }
    memcpy(b + 64, msg, n);
    uint8_t d[20];
    sha1(b, n + 64, d);
    for (int i = 0; i < 64; i++) {
        i2[i] = k[i] ^ 0x5c;
    }
    memcpy(i2 + 64, d, 20);
    sha1(i2, 84, out);
    free(b);
}
static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static int8_t D64[256];
static int b64e(const uint8_t *s, int n, char *o) {
    int j = 0;
    for (int i = 0; i < n; i += 3) {
        uint32_t v = s[i] << 16 | (i + 1 < n ? s[i + 1] << 8 : 0) | (i + 2 < n ? s[i + 2] : 0);
        o[j++] = B64[v >> 18];
        o[j++] = B64[v >> 12 & 63];
        o[j++] = i + 1 < n ? B64[v >> 6 & 63] : '=';
        o[j++] = i + 2 < n ? B64[v & 63] : '=';
    }
    o[j] = 0;
    return j;
}
static __attribute__((unused)) int b64d(const char *s, int n, uint8_t *o) {
    int j = 0;
    uint32_t v = 0;
    int b = 0;
    for (int i = 0; i < n && s[i] != '='; i++) {
        int x = D64[(uint8_t)s[i]];
        if (x < 0) {
            break;
        }
        v = v << 6 | x;
        b += 6;
        if (b >= 8) {
            b -= 8;
            o[j++] = v >> b;
        }
    }
    return j;
}
