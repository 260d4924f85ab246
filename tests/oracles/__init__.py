"""Our decoding beside the JSON of ip, tc and bridge, key by key."""
