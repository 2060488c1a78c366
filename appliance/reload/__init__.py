"""Another configuration taken into use while the process serves, or refused with all reasons.

Every part first makes ready what can fail, beside what is in use: new pools, a certificate, an
index. When all of them could, they switch, at once and without waiting for anything; when one could
not, the others let go again what they made ready and nothing has changed.
"""
