// SPDX-License-Identifier: MIT
// C++ objects in the memory that C gives for them.
#pragma once

#include <new>

/*
 * The object of type T in a struct of bytes: made by corner_make, ended by corner_end. What C gives
 * is large and aligned enough, or it does not compile.
 */
template <typename T, typename Place> inline void corner_make(Place *place)
{
    static_assert(sizeof(T) <= sizeof(Place), "the struct of bytes is too small");
    static_assert(alignof(T) <= alignof(Place), "the struct of bytes is aligned too little");
    new (static_cast<void *>(place)) T;
}

template <typename T, typename Place> inline T *corner_as(Place *place)
{
    return std::launder(reinterpret_cast<T *>(place));
}

template <typename T, typename Place> inline void corner_end(Place *place)
{
    corner_as<T>(place)->~T();
}
