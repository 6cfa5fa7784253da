// SPDX-License-Identifier: MIT
// The subject of a plain build.

//go:build !race

package main

const (
	subject      = "go-runtime"
	raceDetector = false
)
