/** What the browser does before any page is loaded. */
import '@gantry/shared/jitless';
