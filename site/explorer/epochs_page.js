// A page whose network was looked at while it learned.
import "#site/explorer/epochs.js";
import "#site/explorer/page.js";
