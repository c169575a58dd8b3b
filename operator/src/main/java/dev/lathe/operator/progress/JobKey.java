package dev.lathe.operator.progress;

/** Names a CompressionJob. */
record JobKey(String namespace, String name) {}
