"""Certificates that sign themselves, as files of a folder, made by `openssl`."""

import ssl
import subprocess
from typing import NamedTuple


class Certificate(NamedTuple):
    certificate: object  # paths of PEM files
    key: object

    @property
    def settings(self):
        return {"tls.certificate_file": self.certificate, "tls.key_file": self.key}

    def context(self, **attributes):
        """What a client that trusts this certificate alone uses."""
        context = ssl.create_default_context(cafile=self.certificate)
        for name, value in attributes.items():
            setattr(context, name, value)
        return context


def make_certificate(folder, name="server"):
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "30", "-subj", f"/CN={name}"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", made.key, "-out", made.certificate]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    made.key.chmod(0o600)
    return made


def install(certificate, place):
    """Puts a certificate and its key where another one is."""
    for new, old in zip(certificate, place):
        draft = old.with_suffix(".draft")
        draft.write_bytes(new.read_bytes())
        draft.chmod(0o600)
        draft.rename(old)
