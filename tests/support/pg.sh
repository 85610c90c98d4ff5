#!/usr/bin/env bash
# The private PostgreSQL of apps/support/pg.sh, under the name that tests use.
exec bash "$(dirname "${BASH_SOURCE[0]}")/../../apps/support/pg.sh" "$@"
