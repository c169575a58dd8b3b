package dev.lathe.operator.progress;

/** The pod that a token was made for. */
record Caller(String namespace, String pod, String podUid) {}
