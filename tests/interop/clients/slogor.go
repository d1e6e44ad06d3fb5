// SPDX-License-Identifier: Apache-2.0

// Package slogor stands in for gitlab.com/greyxor/slogor, which colours lego's log and which the Go
// proxy may refuse: the part that lego calls, without colours.
package slogor

import (
	"io"
	"log/slog"
)

type OptionFn func(*slog.HandlerOptions)

func SetLevel(level slog.Leveler) OptionFn {
	return func(options *slog.HandlerOptions) { options.Level = level }
}

func SetTimeFormat(string) OptionFn { return func(*slog.HandlerOptions) {} }

func DisableColor() OptionFn { return func(*slog.HandlerOptions) {} }

func NewHandler(out io.Writer, options ...OptionFn) slog.Handler {
	var chosen slog.HandlerOptions
	for _, set := range options {
		set(&chosen)
	}
	return slog.NewTextHandler(out, &chosen)
}
