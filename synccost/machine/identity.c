// SPDX-License-Identifier: MIT
// Names and numbers of this machine, from the kernel, the user's account and the firmware.
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/machine/sysfile.h"
#include "synccost/machine/identity.h"

typedef void adder(enum identity_kind kind, const char *text, void *argument);

static void add_hosts(adder *add, void *argument)
{
    struct utsname u;
    char line[256];
    if (uname(&u) == 0)
        add(IDENTITY_HOST, u.nodename, argument);
    if (sysfile_line(line, sizeof line, "/etc/hostname"))
        add(IDENTITY_HOST, line, argument);
}

static void add_users(adder *add, void *argument)
{
    static const char *const names[] = {"USER", "LOGNAME", "SUDO_USER"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (getenv(names[i]))
            add(IDENTITY_USER, getenv(names[i]), argument);
    if (getenv("HOME"))
        add(IDENTITY_PATH, getenv("HOME"), argument);
    const struct passwd *account = getpwuid(getuid());
    if (!account)
        return;
    char full[256];
    snprintf(full, sizeof full, "%.*s", (int)strcspn(account->pw_gecos, ","), account->pw_gecos);
    add(IDENTITY_USER, account->pw_name, argument);
    add(IDENTITY_USER, full, argument);
    add(IDENTITY_PATH, account->pw_dir, argument);
}

static void add_folder(adder *add, void *argument)
{
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder))
        add(IDENTITY_PATH, folder, argument);
    if (getenv("PWD"))
        add(IDENTITY_PATH, getenv("PWD"), argument);
}

/* Most of them are for root's eyes only: who cannot read them cannot have put them anywhere. */
static void add_serials(adder *add, void *argument)
{
    static const char *const files[] = {
        "/sys/class/dmi/id/product_serial",
        "/sys/class/dmi/id/product_uuid",
        "/sys/class/dmi/id/board_serial",
        "/sys/class/dmi/id/board_asset_tag",
        "/sys/class/dmi/id/chassis_serial",
        "/sys/class/dmi/id/chassis_asset_tag",
        "/sys/firmware/devicetree/base/serial-number",
        "/etc/machine-id",
        "/proc/sys/kernel/random/boot_id",
    };
    char line[256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (sysfile_line(line, sizeof line, "%s", files[i]))
            add(IDENTITY_SERIAL, line, argument);
}

void identity_each(adder *add, void *argument)
{
    add_hosts(add, argument);
    add_users(add, argument);
    add_folder(add, argument);
    add_serials(add, argument);
}
