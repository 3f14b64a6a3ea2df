# What there is of an atlas, if the config asks for one.


def atlas_settings():
    """What figures and page tell of the atlas; all its pairs have the same."""
    if not ATLAS:
        return {}
    run = next(iter(ATLAS.values()))
    told = {key: run[key] for key in ("replicates", "per_digit", "test_per_digit")}
    told |= {"digits": sorted(run["digits"] + run["unseen"])}
    return told | {"hidden": hidden_layers(run["network"]), "dataset": IMAGES.name}


def atlas_figures():
    formats = [format for format in FORMATS if format != "html"]
    return [LAYOUT.atlas_figure(n, format) for n in ATLAS_TITLES for format in formats]


def atlas_results():
    """Every file of the atlas, if there is one."""
    if not ATLAS:
        return []
    pairs = [LAYOUT.pair(pair) for pair in ATLAS]
    return [
        *pairs,
        LAYOUT.atlas,
        *atlas_figures(),
        LAYOUT.page("atlas"),
    ]
