// SPDX-License-Identifier: MIT
// The subject of a build with the race detector.

//go:build race

package main

const (
	subject      = "go-runtime-race"
	raceDetector = true
)
