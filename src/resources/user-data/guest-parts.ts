import type { Part } from "./mime.ts";

/** Tells cloud-init to keep what the parts print. */
export const cloudConfig: Part = {
  filename: "cloud-config",
  subtype: "cloud-config",
  content: "output: {all: '| tee -a /var/log/cloud-init-output.log'}\n",
};

/** Links the names of the cfn tools that images know them by, before anything needs them. */
export const bootHook: Part = {
  filename: "boothook.sh",
  subtype: "cloud-boothook",
  content: `#!/bin/sh
# The tools may stand outside of the usual path.
if command -v cfn-create-aws-symlinks >/dev/null 2>&1; then
  cfn-create-aws-symlinks
fi
mkdir -p /var/lib/heat-cfntools /var/lib/cloud/data
chmod 0700 /var/lib/heat-cfntools
`,
};

/** Teaches cloud-init to put parts of the kind x-cfninitdata where the cfn tools look for them. */
export const partHandler: Part = {
  filename: "part-handler.py",
  subtype: "part-handler",
  content: `#part-handler
import os

FOLDERS = ("/var/lib/heat-cfntools", "/var/lib/cloud/data")


def list_types():
    return ["text/x-cfninitdata"]


def handle_part(data, ctype, filename, payload):
    if ctype in ("__begin__", "__end__"):
        return
    content = payload if isinstance(payload, bytes) else payload.encode("utf-8")
    for folder in FOLDERS:
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, os.path.basename(filename))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(content)
`,
};

/** Runs the user data that the handler put down, and keeps what it prints. */
export const runUserData: Part = {
  filename: "loguserdata.py",
  subtype: "x-shellscript",
  content: `#!/usr/bin/env python3
import datetime
import os
import subprocess
import sys

SCRIPT = "/var/lib/heat-cfntools/cfn-userdata"
LOG = "/var/log/heat-provision.log"


def main():
    if not os.path.exists(SCRIPT) or os.path.getsize(SCRIPT) == 0:
        return 0
    os.chmod(SCRIPT, 0o700)
    with open(LOG, "ab", buffering=0) as log:
        log.write(("%s begin\\n" % datetime.datetime.now()).encode())
        try:
            code = subprocess.call([SCRIPT], stdout=log, stderr=log)
        except OSError as error:
            log.write(("%s\\n" % error).encode())
            code = 1
        log.write(("%s end: %d\\n" % (datetime.datetime.now(), code)).encode())
    return code


sys.exit(main())
`,
};
