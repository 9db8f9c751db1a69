#!/bin/sh
# The machine's own Chromium without its menu of suggestions, which is two pages more for each that a
# test opens, and half of the work. Only the last list of features counts, so ours joins Playwright's.
for one; do
  shift
  case $one in
    --disable-features=*)
      one="$one,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess" ;;
  esac
  set -- "$@" "$one"
done
exec "$(command -v chromium || command -v chromium-browser || command -v google-chrome)" "$@"
