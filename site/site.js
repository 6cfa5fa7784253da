// SPDX-License-Identifier: MIT
// What the pages do beyond being read: sorting, filtering, units.
"use strict";
