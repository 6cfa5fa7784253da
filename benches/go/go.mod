// SPDX-License-Identifier: MIT
// The real Go runtime as a family program: the standard library alone, no other module.
module synccost/benches/go

go 1.19
