# info-plist.py FILE: fails unless the app's metadata for macOS is valid and allows http on this computer only.
import plistlib
import sys

with open(sys.argv[1], "rb") as file:
    info = plistlib.load(file)
security = info["NSAppTransportSecurity"]
assert security == {"NSAllowsLocalNetworking": True}, f"http is for this computer only: {security}"
