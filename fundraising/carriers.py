"""Who carries parcels, and where each shows the way of one. A carrier that is not here is written as it is called."""

from urllib.parse import quote

# The public tracking pages of the carriers themselves; {} is the tracking number.
PAGES = {
    "DHL": "https://www.dhl.com/en/express/tracking.html?AWB={}",
    "Deutsche Post": "https://www.deutschepost.de/de/s/sendungsverfolgung.html?piececode={}",
    "DPD": "https://tracking.dpd.de/parcelstatus?query={}",
    "GLS": "https://gls-group.eu/track/{}",
    "Hermes": "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr={}",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "La Poste": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    "Österreichische Post": "https://www.post.at/sv/sendungsdetails?snr={}",
    "Swiss Post": "https://service.post.ch/ekp-web/ui/entry/search/{}",
    "PostNL": "https://postnl.nl/tracktrace/?B={}",
    "Canada Post": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    "Australia Post": "https://auspost.com.au/mypost/track/#/details/{}",
}
NAMES = list(PAGES)
_BY_FOLDED = {name.casefold(): name for name in NAMES}


def known_as(name: str) -> str:
    """The carrier's name as we write it: "dhl" is DHL. Others stay as they are."""
    return _BY_FOLDED.get(name.strip().casefold(), name.strip())


def link_of(carrier: str, tracking: str) -> str:
    """Where the way of a parcel can be followed; empty where nobody knows."""
    page = PAGES.get(known_as(carrier), "")
    return page.format(quote(tracking, safe="")) if page and tracking else ""
