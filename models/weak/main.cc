// SPDX-License-Identifier: MIT
// Runs the scenarios of a program in Relacy, and says what each of them showed.
// usage: PROGRAM [--runs N] [--every] [--first] [--only SCENARIO] [--trace]
//   --every  scenarios that are small enough: every interleaving and every value
//   --first  ends with the first scenario that shows what it must not
// Ends with 0 where every scenario showed what it must, with 1 where not, with 2 after bad usage.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "models/weak/kernel.h"
#include "models/weak/memory.h"
#include "models/weak/relacy.h"

namespace
{

const weak_scenario *scenario;
const char *failed_words; /* of the last failure */
bool every;               /* scenarios that are small enough are searched in full */

struct program : rl::test_suite<program, WEAK_THREADS> {
    void before()
    {
        memory_reset();
        kernel_reset();
        scenario->before();
    }
    void thread(unsigned self)
    {
        if (self < scenario->threads)
            scenario->thread(self);
    }
    void after()
    {
        if (scenario->after)
            scenario->after();
        weak_require(kernel_nothing_leaked(), "memory leak");
    }
};

/* In the words of docs/WEAK-MEMORY.md. */
const char *words(rl::test_result_e result)
{
    switch (result) {
    case rl::test_result_success:
        return "nothing";
    case rl::test_result_data_race:
        return "data race";
    case rl::test_result_user_assert_failed:
        return "assertion";
    case rl::test_result_access_to_freed_memory:
        return "freed memory";
    case rl::test_result_deadlock:
        return "deadlock";
    case rl::test_result_livelock:
        return "livelock";
    default:
        return rl::test_result_str(result);
    }
}

/* Runs one scenario and prints what it showed. Returns whether that is what is expected. */
bool check(const weak_scenario &s, rl::test_params params, bool trace)
{
    std::ostream silent(nullptr);
    params.output_stream = trace ? &std::cout : &silent;
    params.progress_stream = &silent;
    params.execution_depth_limit = 20000;
    if (s.every && every)
        params.search_type = rl::sched_full;
    scenario = &s;
    failed_words = "";
    rl::simulate<program>(params);
    const char *shown = words(params.test_result);
    std::printf("%s: %s after %llu runs%s%s\n", s.name, shown,
                (unsigned long long)params.stop_iteration, *failed_words ? ": " : "", failed_words);
    std::fflush(stdout);
    return std::strcmp(shown, s.expected ? s.expected : "nothing") == 0;
}

} // namespace

void weak_note(const void *from, const char *form, ...)
{
    rl::context &c = rl::ctx();
    if (!c.collecting_history())
        return;
    char text[160];
    int n = std::snprintf(text, sizeof text, "%p ", from);
    va_list arguments;
    va_start(arguments, form);
    std::vsnprintf(text + n, sizeof text - (size_t)n, form, arguments);
    va_end(arguments);
    c.exec_log_msg(rl::debug_info(), text);
}

unsigned weak_self(void)
{
    return weak_running() ? (unsigned)weak_running()->index_ : 0;
}

unsigned weak_random(unsigned limit)
{
    return rl::rand(limit);
}

void weak_require(bool condition, const char *text)
{
    if (condition)
        return;
    failed_words = text;
    weak_note(nullptr, "%s", text);
    rl::ctx().fail_test(text, rl::test_result_user_assert_failed, rl::debug_info());
}

int main(int argc, char **argv)
{
    rl::test_params params;
    const char *only = nullptr;
    bool trace = false, first = false;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (std::strcmp(argv[i], "--trace") == 0) {
            trace = true;
            continue;
        }
        if (std::strcmp(argv[i], "--every") == 0) {
            every = true;
            continue;
        }
        if (std::strcmp(argv[i], "--first") == 0) {
            first = true;
            continue;
        }
        if (std::strcmp(argv[i], "--runs") == 0) {
            params.iteration_count = std::strtoull(value, nullptr, 10);
        } else if (std::strcmp(argv[i], "--search") == 0) {
            params.search_type =
                std::strcmp(value, "full") == 0 ? rl::sched_full : rl::sched_random;
        } else if (std::strcmp(argv[i], "--only") == 0) {
            only = value;
        } else {
            std::fprintf(stderr, "%s: unknown option '%s'\n", argv[0], argv[i]);
            return 2;
        }
        i++;
    }
    bool good = true, any = false;
    for (const weak_scenario *s = weak_scenarios; s->name && (good || !first); s++) {
        if (only && std::strcmp(only, s->name) != 0)
            continue;
        any = true;
        good = check(*s, params, trace) && good;
    }
    if (!any) {
        std::fprintf(stderr, "%s: no such scenario\n", argv[0]);
        return 2;
    }
    return good ? 0 : 1;
}
