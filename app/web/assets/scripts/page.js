// The script of every page, in one file for one request. Discreet pages have one more, to leave by.

import "../keeping/keep.js";
import "../near/now.js";
import "../search/ahead.js";
