/**
 * How Node runs the worker, which streams large files. By default V8 lets short-lived objects fill 16 MB before it collects them, and
 * long-lived ones double: the worker has 300 MB when its modules are loaded, and 460 MB after a copy of 100,000 records.
 */
export const workerFlags = ['--max-semi-space-size=4', '--heap-growing-percent=80']
