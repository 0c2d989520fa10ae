"""A host in Python without any package: python python_standalone_host.py PROMPT SECONDS COUNT FOLDER.

It needs host_plugins/common/foley_host.py beside itself, which Blender's and Unreal's plug-ins use, too.
"""

import sys
import time

from foley_host import Host

prompt, seconds, count, folder = sys.argv[1:]
host = Host("my tool")
request = host.generate(prompt, float(seconds), int(count), pairs={"destination": folder})
while not (request.final and host.idle):
    for event in host.poll():  # returns at once: a program with windows calls it from a timer
        if event.kind == "progress":
            print(f"{request.stage} {request.fraction:.0%}")
        elif event.kind in ("absent", "failed"):
            sys.exit(event.text)
        elif event.kind == "done":
            for candidate in request.ranked():  # a timeline keeps request.id and candidate.index with each, then says:
                host.imported(request.id, candidate.index)
                print(candidate.rank, candidate.path)
    time.sleep(0.05)
host.close()
