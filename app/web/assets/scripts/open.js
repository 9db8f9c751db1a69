// The script of every page but the discreet ones, in one file for one request.

import "../keeping/keep.js";
import "../near/now.js";
import "../search/ahead.js";
