"""Money: a whole number of the smallest unit of a currency, never a fraction. No I/O."""

from typing import Final

CURRENCIES: Final = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD", "BIF", "BMD", "BND",
    "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE",
    "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
    "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY",
    "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD",
    "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO",
    "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF",
    "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VES", "VND", "VUV",
    "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
})  # fmt: skip
"""ISO 4217, without funds, metals and what has no smallest unit of everyday money."""
_WITHOUT_CENTS: Final = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
_THOUSANDTHS: Final = frozenset({
    "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
})  # fmt: skip
LARGEST: Final = 10**12
"""Far above any budget, far below where a sum of lines leaves 64 bits."""


def digits(currency: str) -> int:
    """How many digits of an amount stand behind the point (ISO 4217, minor unit)."""
    if currency in _WITHOUT_CENTS:
        return 0
    return 3 if currency in _THOUSANDTHS else 2


def written(amount: int, currency: str, *, point: str = ".") -> str:
    """An amount as people read it: every digit that there is, none rounded.

    Args:
        amount: in the smallest unit of the currency.
        point: what stands before the fraction.
    """
    behind = digits(currency)
    whole, fraction = divmod(abs(amount), 10**behind)
    shown = f"{whole}{point}{fraction:0{behind}d}" if behind else str(whole)
    return f"{'-' if amount < 0 else ''}{shown} {currency}"
