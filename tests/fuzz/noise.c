// SPDX-License-Identifier: MIT
// Noise files: read and shown.
#define FUZZ_NAME  "noise"
#define FUZZ_SHARE 160000
#include "report/noise/noise.h"
#include "tests/fuzz/fuzz.h"

static void fuzz_one(char *text, size_t size)
{
    struct noise noise;
    char err[SC_ERR], *shown = NULL;
    size_t length = 0;
    const char *path = fuzz_file("noise.json", text, size);
    FILE *f = open_memstream(&shown, &length);
    if (!f)
        abort();
    if (noise_read(&noise, path, err) == 0) {
        noise_print(f, &noise);
        noise_free(&noise);
    }
    fclose(f);
    fuzz_check_shown(shown, length);
    free(shown);
    unlink(path);
}
