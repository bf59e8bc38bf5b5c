#!/bin/sh
# npx where everything is installed: the command of the nearest node_modules.
name=$1
shift
exec "./node_modules/.bin/$name" "$@"
