"""What the methods of a run cite, as BibTeX: keys that stay, and plain ASCII for any LaTeX."""

ARTICLE, PAPER, MISC = "article", "inproceedings", "misc"
ARXIV = "arXiv preprint arXiv:"

WORKS = {
    "abadi2016": (PAPER, {
        "author": "Abadi, Mart{\\'i}n and Barham, Paul and Chen, Jianmin and Chen, Zhifeng and "
        "Davis, Andy and Dean, Jeffrey and Devin, Matthieu and Ghemawat, Sanjay and Irving, "
        "Geoffrey and Isard, Michael and others",
        "title": "{TensorFlow}: A System for Large-Scale Machine Learning",
        "booktitle": "12th USENIX Symposium on Operating Systems Design and Implementation "
        "(OSDI 16)",
        "pages": "265--283",
        "year": "2016",
    }),
    "alain2016": (ARTICLE, {
        "author": "Alain, Guillaume and Bengio, Yoshua",
        "title": "Understanding intermediate layers using linear classifier probes",
        "journal": ARXIV + "1610.01644",
        "year": "2016",
    }),
    "baldock2021": (PAPER, {
        "author": "Baldock, Robert J. N. and Maennel, Hartmut and Neyshabur, Behnam",
        "title": "Deep Learning Through the Lens of Example Difficulty",
        "booktitle": "Advances in Neural Information Processing Systems 34",
        "year": "2021",
        "note": "arXiv:2106.09647",
    }),
    "chollet2015": (MISC, {
        "author": "Chollet, Fran{\\c c}ois and others",
        "title": "{Keras}",
        "howpublished": "\\url{https://keras.io}",
        "year": "2015",
    }),
    "clanuwat2018": (ARTICLE, {
        "author": "Clanuwat, Tarin and Bober-Irizar, Mikel and Kitamoto, Asanobu and Lamb, Alex "
        "and Yamamoto, Kazuaki and Ha, David",
        "title": "Deep Learning for Classical {Japanese} Literature",
        "journal": ARXIV + "1812.01718",
        "year": "2018",
    }),
    "cohen2017": (ARTICLE, {
        "author": "Cohen, Gregory and Afshar, Saeed and Tapson, Jonathan and van Schaik, "
        "Andr{\\'e}",
        "title": "{EMNIST}: an extension of {MNIST} to handwritten letters",
        "journal": ARXIV + "1702.05373",
        "year": "2017",
    }),
    "hendrycks2017": (PAPER, {
        "author": "Hendrycks, Dan and Gimpel, Kevin",
        "title": "A Baseline for Detecting Misclassified and Out-of-Distribution Examples in "
        "Neural Networks",
        "booktitle": "International Conference on Learning Representations",
        "year": "2017",
        "note": "arXiv:1610.02136",
    }),
    "krizhevsky2009": ("techreport", {
        "author": "Krizhevsky, Alex",
        "title": "Learning Multiple Layers of Features from Tiny Images",
        "institution": "University of Toronto",
        "year": "2009",
    }),
    "lecun1998": (ARTICLE, {
        "author": "LeCun, Yann and Bottou, L{\\'e}on and Bengio, Yoshua and Haffner, Patrick",
        "title": "Gradient-Based Learning Applied to Document Recognition",
        "journal": "Proceedings of the IEEE",
        "volume": "86",
        "number": "11",
        "pages": "2278--2324",
        "year": "1998",
        "doi": "10.1109/5.726791",
    }),
    "mcinnes2018": (ARTICLE, {
        "author": "McInnes, Leland and Healy, John and Melville, James",
        "title": "{UMAP}: Uniform Manifold Approximation and Projection for Dimension Reduction",
        "journal": ARXIV + "1802.03426",
        "year": "2018",
    }),
    "molder2021": (ARTICLE, {
        "author": "M{\\\"o}lder, Felix and Jablonski, Kim Philipp and Letcher, Brice and Hall, "
        "Michael B. and Tomkins-Tinch, Christopher H. and Sochat, Vanessa and Forster, Jan and "
        "Lee, Soohyun and Twardziok, Sven O. and Kanitz, Alexander and Wilm, Andreas and "
        "Holtgrewe, Manuel and Rahmann, Sven and Nahnsen, Sven and K{\\\"o}ster, Johannes",
        "title": "Sustainable data analysis with {Snakemake}",
        "journal": "F1000Research",
        "volume": "10",
        "pages": "33",
        "year": "2021",
        "doi": "10.12688/f1000research.29032.2",
    }),
    "onnxruntime": (MISC, {
        "author": "{ONNX Runtime developers}",
        "title": "{ONNX Runtime}",
        "howpublished": "\\url{https://onnxruntime.ai}",
        "year": "2021",
    }),
    "owen2007": (ARTICLE, {
        "author": "Owen, Art B.",
        "title": "The Pigeonhole Bootstrap",
        "journal": "The Annals of Applied Statistics",
        "volume": "1",
        "number": "2",
        "pages": "386--411",
        "year": "2007",
        "doi": "10.1214/07-AOAS122",
    }),
    "pedregosa2011": (ARTICLE, {
        "author": "Pedregosa, Fabian and Varoquaux, Ga{\\\"e}l and Gramfort, Alexandre and Michel, "
        "Vincent and Thirion, Bertrand and Grisel, Olivier and Blondel, Mathieu and Prettenhofer, "
        "Peter and Weiss, Ron and Dubourg, Vincent and others",
        "title": "Scikit-learn: Machine Learning in {Python}",
        "journal": "Journal of Machine Learning Research",
        "volume": "12",
        "pages": "2825--2830",
        "year": "2011",
    }),
    "rousseeuw1987": (ARTICLE, {
        "author": "Rousseeuw, Peter J.",
        "title": "Silhouettes: A graphical aid to the interpretation and validation of cluster "
        "analysis",
        "journal": "Journal of Computational and Applied Mathematics",
        "volume": "20",
        "pages": "53--65",
        "year": "1987",
        "doi": "10.1016/0377-0427(87)90125-7",
    }),
    "telgarsky2010": (PAPER, {
        "author": "Telgarsky, Matus and Vattani, Andrea",
        "title": "{Hartigan's} Method: k-means Clustering without {Voronoi}",
        "booktitle": "Proceedings of the Thirteenth International Conference on Artificial "
        "Intelligence and Statistics",
        "series": "Proceedings of Machine Learning Research",
        "volume": "9",
        "pages": "820--827",
        "year": "2010",
    }),
    "vinh2010": (ARTICLE, {
        "author": "Vinh, Nguyen Xuan and Epps, Julien and Bailey, James",
        "title": "Information Theoretic Measures for Clusterings Comparison: Variants, Properties, "
        "Normalization and Correction for Chance",
        "journal": "Journal of Machine Learning Research",
        "volume": "11",
        "pages": "2837--2854",
        "year": "2010",
    }),
    "xiao2017": (ARTICLE, {
        "author": "Xiao, Han and Rasul, Kashif and Vollgraf, Roland",
        "title": "{Fashion-MNIST}: a Novel Image Dataset for Benchmarking Machine Learning "
        "Algorithms",
        "journal": ARXIV + "1708.07747",
        "year": "2017",
    }),
}  # fmt: skip
CHEMINS = "chemins"  # the key of this project, which CITATION.cff tells of
KEYS = {*WORKS, CHEMINS}


def bibliography(keys, chemins) -> str:
    """A BibTeX file of some works, in the order of their keys. chemins: of planning.citation."""
    works = WORKS | {CHEMINS: (MISC, own_fields(chemins))}
    return "\n".join(entry(key, *works[key]) for key in sorted(keys))


def own_fields(chemins) -> dict[str, str]:
    return {
        "author": " and ".join(f"{{{name}}}" for name in chemins["authors"]),
        "title": f"{{{chemins['title']}}}",
        "note": f"Version {chemins['version']}",
        "year": chemins["year"],
    }


def entry(key, kind, fields) -> str:
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items()]
    return f"@{kind}{{{key},\n{''.join(lines)}}}\n"
