// SPDX-License-Identifier: MIT
// The text of Intel's Memory Latency Checker: idle latencies between NUMA nodes, and transfers
// between caches. Its bandwidths are no times and are passed over.
#include <string.h>

#include "common/basis.h"
#include "report/imports/parts.h"

enum { MOST_NODES = 256 };
enum section { NONE, IDLE, CACHES, OTHER };

struct mlc {
    struct import *im;
    enum section section;
    const char *home;          /* of the address in a matrix between caches; NULL: no matrix */
    unsigned node[MOST_NODES]; /* the header's */
    size_t nodes;
};

static bool begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* Behind one of the words that a line of node numbers begins with; NULL where it begins with
 * none. */
static char *behind_axis(char *line)
{
    static const char *const words[] = {"Numa node", "Socket", "Writer Numa Node", "Writer Socket",
                                        NULL};
    for (int i = 0; words[i]; i++)
        if (begins(line, words[i]))
            return line + strlen(words[i]);
    return NULL;
}

/* The line above the header names the other axis. */
static bool is_caption(const char *line)
{
    static const char *const words[] = {"Numa node", "Memory node", "Reader Numa Node",
                                        "Reader Socket", NULL};
    for (int i = 0; words[i]; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(line, words[i], n) == 0 && line[n + strspn(line + n, " \t")] == '\0')
            return true;
    }
    return false;
}

static int read_header(struct mlc *m, char *line)
{
    char *word, shown[IMPORT_SHOWN];
    uint64_t node;
    for (m->nodes = 0; (word = import_word(&line)); m->node[m->nodes++] = (unsigned)node) {
        if (!import_count(word, UINT16_MAX, &node))
            return import_refuse(m->im, "'%s' is no node's number", import_shown(word, shown));
        if (m->nodes == MOST_NODES)
            return import_refuse(m->im, "has more than %d nodes", MOST_NODES);
        if (m->nodes && node <= m->node[m->nodes - 1])
            return import_refuse(m->im, "node %s comes behind node %u: they must ascend", word,
                                 m->node[m->nodes - 1]);
    }
    return m->nodes ? 0 : import_refuse(m->im, "is a header without a node");
}

/* One figure under the name; what one thread waits for one access. */
static int add(struct mlc *m, const char *name, unsigned threads, double ns)
{
    struct row *row = import_row(m->im, name, false);
    if (!row)
        return -1;
    if (row->n_samples)
        return import_refuse(m->im, "%s stands twice: give one run", name);
    row->threads = threads;
    if (threads == 1 && !row->basis && !(row->basis = strdup(basis_words(BASIS_THREAD)->name)))
        abort();
    struct sample s = import_no_sample();
    s.value[METRIC_real_time] = ns;
    return import_add(m->im, row, &s);
}

static int add_cell(struct mlc *m, unsigned y, unsigned x, double ns)
{
    char name[REPORT_NAME];
    if (m->section == IDLE)
        snprintf(name, sizeof name, "mlc/memory/idle-latency/node:%u/memory:%u", y, x);
    else
        snprintf(name, sizeof name, "mlc/l2-hitm/remote-socket/home:%s/writer:%u/reader:%u",
                 m->home, y, x);
    return add(m, name, m->section == IDLE ? 1 : 2, ns);
}

static int read_row(struct mlc *m, char *line)
{
    uint64_t y;
    char shown[IMPORT_SHOWN], *word = import_word(&line);
    size_t x = 0;
    if (!m->nodes || !import_count(word, UINT16_MAX, &y))
        return import_refuse(m->im, "'%s' is no line of a matrix", import_shown(word, shown));
    for (; (word = import_word(&line)); x++) {
        double ns;
        if (x == m->nodes)
            return import_refuse(m->im, "has more than the header's %zu nodes", m->nodes);
        if (strcmp(word, "-") == 0)
            continue; /* not measured */
        if (!import_time(word, 1, &ns))
            return import_refuse(m->im, "node %u with node %u: '%s' is no time in ns", (unsigned)y,
                                 m->node[x], import_shown(word, shown));
        if (add_cell(m, (unsigned)y, m->node[x], ns) != 0)
            return -1;
    }
    return x == m->nodes ? 0
                         : import_refuse(m->im,
                                         "has %zu of the header's %zu nodes: give the whole "
                                         "matrix",
                                         x, m->nodes);
}

/* "Local Socket L2->L2 HIT  latency 42.1", or the title of a matrix. */
static int read_transfer(struct mlc *m, char *line)
{
    char *place = import_word(&line), *socket = import_word(&line), *level = import_word(&line),
         *state = import_word(&line), *latency = import_word(&line);
    double ns;
    bool hit = state && strcmp(state, "HIT") == 0, hitm = state && strcmp(state, "HITM") == 0;
    if (!latency || strcmp(socket, "Socket") != 0 || strcmp(level, "L2->L2") != 0 ||
        !(hit || hitm) || strcmp(latency, "latency") != 0)
        return import_refuse(m->im, "is no transfer between caches that is known");
    m->nodes = 0;
    m->home = NULL;
    if (strcmp(place, "Local") == 0) {
        char *time = import_word(&line), shown[IMPORT_SHOWN];
        if (!time || !import_time(time, 1, &ns) || import_word(&line))
            return import_refuse(m->im, "'%s' is no time in ns", import_shown(time, shown));
        return add(m, hit ? "mlc/l2-hit/local-socket" : "mlc/l2-hitm/local-socket", 2, ns);
    }
    m->home = strstr(line, "homed in writer socket")   ? "writer"
              : strstr(line, "homed in reader socket") ? "reader"
                                                       : NULL;
    return hitm && m->home ? 0
                           : import_refuse(m->im, "does not say in which socket the address is "
                                                  "homed");
}

static int begin_section(struct mlc *m, const char *line)
{
    m->nodes = 0;
    m->home = NULL;
    m->section = begins(line, "Measuring idle latenc")            ? IDLE
                 : begins(line, "Measuring cache-to-cache trans") ? CACHES
                                                                  : OTHER;
    return m->section == OTHER || strstr(line, "(in ns)")
               ? 0
               : import_refuse(m->im, "does not say that its figures are in ns");
}

static int read_line(struct mlc *m, char *line)
{
    line += strspn(line, " \t");
    char *axis = behind_axis(line);
    if (begins(line, "Measuring "))
        return begin_section(m, line);
    if (m->section == NONE || m->section == OTHER || !*line || is_caption(line))
        return 0;
    if (axis && (m->section == IDLE || m->home))
        return read_header(m, axis);
    if (m->section == CACHES && (begins(line, "Local ") || begins(line, "Remote ")))
        return read_transfer(m, line);
    return read_row(m, line);
}

int import_mlc(struct import *im)
{
    struct mlc m = {.im = im};
    char *line;
    snprintf(im->tool, sizeof im->tool, "Intel Memory Latency Checker");
    while ((line = import_line(im)))
        if (read_line(&m, line) != 0)
            return -1;
    return 0;
}
