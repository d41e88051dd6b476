"""The yardstick of clustering: a graph with planted groups, and what igraph's Leiden takes for it.

usage: planted.py make EDGES > FILE    edges as lines `from to weight`, EDGES / 10 nodes, seven of ten edges inside a group
       planted.py igraph FILE          prints processor seconds and modularity of two iterations
"""
import random, sys, time

def make(count):
    chance = random.Random(7)
    nodes = max(200, count // 10)
    groups = max(5, nodes // 60)
    group_of = [chance.randrange(groups) for _ in range(nodes)]
    members = [[] for _ in range(groups)]
    for node, group in enumerate(group_of):
        members[group].append(node)
    edges = {}
    while len(edges) < count:
        a = chance.randrange(nodes)
        b = chance.choice(members[group_of[a]]) if chance.random() < 0.7 else chance.randrange(nodes)
        if a != b:
            edges[min(a, b), max(a, b)] = 1 + chance.random()
    for (a, b), weight in edges.items():
        print(a, b, weight)

def measure(file):
    import igraph
    rows = [line.split() for line in open(file)]
    graph = igraph.Graph(edges=[(int(a), int(b)) for a, b, _ in rows])
    weights = [float(weight) for _, _, weight in rows]
    start = time.process_time()
    found = graph.community_leiden("modularity", weights=weights, n_iterations=2)
    print(f"{time.process_time() - start:.4f} {graph.modularity(found.membership, weights=weights):.5f}")

make(int(sys.argv[2])) if sys.argv[1] == "make" else measure(sys.argv[2])
