// The script of discreet pages, in one file for one request. Leaving comes first: it must work
// whatever happens to the rest.

import "./exit.js";
import "../near/now.js";
import "../search/ahead.js";
