// SPDX-License-Identifier: MIT
// libpfm4, asked for one name at a time, and loaded when the first is asked for: its tables hold
// 40,000 addresses, which every launch of every program would otherwise wait for.
#include <dlfcn.h>
#include <perfmon/pfmlib_perf_event.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/counters/encode.h"

static struct {
    __typeof__(pfm_initialize) *initialize;
    __typeof__(pfm_strerror) *strerror;
    __typeof__(pfm_get_os_event_encoding) *get_os_event_encoding;
    __typeof__(pfm_get_pmu_info) *get_pmu_info;
} pfm;

static char refusal[SC_ERR]; /* why it cannot be asked */

static bool find(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool load(void)
{
    void *library = dlopen("libpfm.so.4", RTLD_NOW);
    return library && find(library, "pfm_initialize", &pfm.initialize) &&
           find(library, "pfm_strerror", &pfm.strerror) &&
           find(library, "pfm_get_os_event_encoding", &pfm.get_os_event_encoding) &&
           find(library, "pfm_get_pmu_info", &pfm.get_pmu_info);
}

/* Without this variable libpfm4 knows the names of the processor it runs on only. */
static void start(void)
{
    setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
    if (!load()) {
        snprintf(refusal, SC_ERR, "libpfm4 cannot be loaded: %.200s", dlerror());
        return;
    }
    pfm_err_t status = pfm.initialize();
    if (status != PFM_SUCCESS)
        snprintf(refusal, SC_ERR, "libpfm4 says: %s", pfm.strerror(status));
}

static bool start_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start);
    return !refusal[0];
}

/* The name as it was given, with the PMU that libpfm4 found for it in front. */
static void qualify(char out[COUNTER_NAME], const char *name, const char *full)
{
    const char *mark = full ? strstr(full, "::") : NULL, *given = strstr(name, "::");
    if (mark)
        snprintf(out, COUNTER_NAME, "%.*s::%s", (int)(mark - full), full, given ? given + 2 : name);
    else
        snprintf(out, COUNTER_NAME, "%s", name);
}

int counter_encode(const char *name, struct counter_code *code, char err[SC_ERR])
{
    char *full = NULL;
    *code = (struct counter_code){.attr.size = 0};
    pfm_perf_encode_arg_t arg = {.attr = &code->attr, .fstr = &full, .size = sizeof arg};
    if (!start_once()) {
        snprintf(err, SC_ERR, "%.120s: %.130s", name, refusal);
        return -1;
    }
    pfm_err_t status = pfm.get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT, &arg);
    if (status == PFM_SUCCESS) {
        struct perf_event_attr a = {.type = code->attr.type,
                                    .size = sizeof a,
                                    .config = code->attr.config,
                                    .config1 = code->attr.config1,
                                    .config2 = code->attr.config2};
        code->attr = a;
        qualify(code->name, name, full);
    } else {
        snprintf(err, SC_ERR, "%.120s: libpfm4 says: %s", name, pfm.strerror(status));
    }
    free(full);
    return status == PFM_SUCCESS ? 0 : -1;
}

bool counter_pmu_known(const char *pmu)
{
    pfm_pmu_t id;
    if (!start_once())
        return false;
    pfm_for_all_pmus(id)
    {
        pfm_pmu_info_t info = {.size = sizeof info};
        if (pfm.get_pmu_info(id, &info) == PFM_SUCCESS && strcmp(info.name, pmu) == 0)
            return true;
    }
    return false;
}
