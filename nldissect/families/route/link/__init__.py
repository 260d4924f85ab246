"""Links: ifinfomsg, IFLA, and one module for each kind of link."""
