# SPDX-FileCopyrightText: The Clearance authors
# SPDX-License-Identifier: Apache-2.0
"""The detectors beside our own, as the settings choose them. Light: commands without a service use it too."""

from clearance.adapters.detectors.chosen import Choice, chosen
from clearance.adapters.detectors.outside import OutsideProposer
from clearance.config.offline import stay_offline
from clearance.config.settings import Settings


def choice_of(settings: Settings) -> Choice:
    """What the settings turn on."""
    detection = settings.detection
    return Choice(
        presidio_model=detection.presidio_model or "",
        gliner_model=detection.gliner_model,
        transformers_model=detection.transformers_model,
        transformers_ignored=detection.transformers_ignored,
    )


def proposers_of(choice: Choice) -> tuple[OutsideProposer, ...]:
    """What a choice turns on, loaded; its libraries are told first that there is no network.

    Raises:
        InvalidSetting: as ``chosen``.
    """
    if choice != Choice():
        stay_offline()
    return chosen(choice)
