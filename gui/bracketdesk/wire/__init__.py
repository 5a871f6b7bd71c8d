"""The broker's vocabulary: enums, entities, messages and the frame codec. No I/O."""
